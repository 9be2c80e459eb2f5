# One function service per context, all from one source archive: what the functions import, and nothing else.

locals {
  root    = "${path.module}/.."
  sources = ["requirements.txt", "docs/contracts/*.json", "functions/**", "shared/**"]
  deployed = toset([
    for path in flatten([for pattern in local.sources : tolist(fileset(local.root, pattern))]) : path
    if !strcontains(path, "__pycache__")
  ])
  hosting         = jsondecode(file("${local.root}/firebase.json")).hosting
  hosting_regions = toset([for rewrite in local.hosting.rewrites : rewrite.run.region if can(rewrite.run)])
}

data "archive_file" "source" {
  type        = "zip"
  output_path = "${path.module}/.terraform/source.zip"

  dynamic "source" {
    for_each = local.deployed
    content {
      filename = source.value
      content  = file("${local.root}/${source.value}")
    }
  }
}

resource "google_storage_bucket" "source" {
  name                        = "${var.project}-function-source"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  depends_on                  = [google_project_service.used]
}

resource "google_storage_bucket_object" "source" {
  name   = "source-${data.archive_file.source.output_sha256}.zip"
  bucket = google_storage_bucket.source.name
  source = data.archive_file.source.output_path
}

resource "google_cloudfunctions2_function" "context" {
  for_each = toset(var.contexts)
  name     = each.key
  location = var.region

  build_config {
    runtime         = "python311"
    entry_point     = each.key
    service_account = google_service_account.build.id
    environment_variables = {
      GOOGLE_FUNCTION_SOURCE = "functions/${each.key}/main.py"
    }
    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.source.name
      }
    }
  }

  service_config {
    available_cpu                    = "1"
    available_memory                 = lookup(var.memory, each.key, "512M")
    timeout_seconds                  = 300
    max_instance_request_concurrency = 32
    min_instance_count               = lookup(var.min_instances, each.key, 0)
    max_instance_count               = 20
    service_account_email            = google_service_account.context[each.key].email
    ingress_settings                 = "ALLOW_ALL" # Firebase Hosting comes from outside
    all_traffic_on_latest_revision   = true
    environment_variables = {
      GOOGLE_CLOUD_PROJECT = var.project
      PYTHONPATH           = "/workspace"
      THREADS              = "32" # as many as requests come at once
      PUSH_SERVICE_ACCOUNT = google_service_account.push.email
      OIDC_AUDIENCES       = local.audience
      OPERATORS            = join(",", var.operators)
      ALLOWED_ORIGINS      = join(",", local.origins)
      PUBLIC_URL           = local.address
      TRUSTED_PROXIES      = join(",", var.trusted_proxies)
      PHOTO_BUCKET         = google_storage_bucket.photos.name
      FIREBASE_API_KEY     = data.google_firebase_web_app_config.screens.api_key
    }
  }

  lifecycle {
    precondition {
      condition     = local.hosting_regions == toset([var.region])
      error_message = "firebase.json sends requests to ${join(", ", local.hosting_regions)}, but the region is ${var.region}."
    }
  }

  depends_on = [
    google_firestore_database.this,
    google_project_iam_member.build,
    google_project_iam_member.context,
    google_project_service.used,
  ]
}

# Callers prove themselves to the function (Firebase and OIDC tokens), so the service itself answers everybody.
resource "google_cloud_run_v2_service_iam_member" "public" {
  for_each = google_cloudfunctions2_function.context
  name     = each.value.name
  location = each.value.location
  role     = "roles/run.invoker"
  member   = "allUsers"
}
