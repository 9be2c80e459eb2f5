# One function service per context, all from one source archive: the repository without what only developers need.

data "archive_file" "source" {
  type        = "zip"
  source_dir  = "${path.module}/.."
  output_path = "${path.module}/.terraform/source.zip"
  excludes = [
    ".ci/**", ".git/**", ".github/**", ".local/**", ".venv/**", "**/__pycache__/**", "docs/*.md", "docs/adding/**",
    "docs/decisions/**", "emulators/**",
    "node_modules/**", "scripts/**", "terraform/**", "tests/**", "web/**", "requirements-dev.txt",
  ]
}

resource "google_storage_bucket" "source" {
  name                        = "${var.project}-function-source"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  lifecycle_rule {
    condition { age = 30 }
    action { type = "Delete" }
  }
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
    runtime     = "python311"
    entry_point = each.key
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
    available_memory                 = "512M"
    timeout_seconds                  = 300
    max_instance_request_concurrency = 32
    min_instance_count               = lookup(var.min_instances, each.key, 0)
    max_instance_count               = 20
    service_account_email            = google_service_account.functions.email
    ingress_settings                 = "ALLOW_ALL"
    all_traffic_on_latest_revision   = true
    environment_variables = {
      GOOGLE_CLOUD_PROJECT = var.project
      PYTHONPATH           = "/workspace"
      THREADS              = "32"
      PUSH_SERVICE_ACCOUNT = google_service_account.push.email
      OIDC_AUDIENCES       = local.audience
      FIREBASE_API_KEY     = data.google_firebase_web_app_config.screens.api_key
    }
  }

  depends_on = [google_project_service.used, google_project_iam_member.functions]
}

# Callers prove themselves to the function (Firebase and OIDC tokens), so the service itself answers everybody.
resource "google_cloud_run_v2_service_iam_member" "public" {
  for_each = google_cloudfunctions2_function.context
  name     = each.value.service_config[0].service
  location = var.region
  role     = "roles/run.invoker"
  member   = "allUsers"
}
