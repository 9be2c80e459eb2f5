# Who runs, who builds, who pushes, each with an account that may do no more than it must; Firebase for everybody else.

locals {
  # Not a service's own address: Cloud Run takes the signature off a token made for it, and the functions check signatures.
  audience = "https://${var.project}.roomstatesync.internal"

  every_context_may = [
    "roles/cloudtrace.agent",
    "roles/datastore.user",
    "roles/logging.logWriter",
    "roles/monitoring.metricWriter",
    "roles/pubsub.publisher",
  ]
  also_may = {
    identity   = ["roles/firebaseauth.admin"] # accounts, claims, session cookies
    operations = ["roles/pubsub.viewer"]      # /ready asks whether the bus answers
  }
  grants = merge([
    for context in var.contexts : {
      for role in concat(local.every_context_may, lookup(local.also_may, context, [])) :
      "${context}:${role}" => { context = context, role = role }
    }
  ]...)
}

resource "google_service_account" "context" {
  for_each     = toset(var.contexts)
  account_id   = "roomstatesync-${each.key}"
  display_name = "RoomStateSync: the ${each.key} functions"
  depends_on   = [google_project_service.used]
}

resource "google_service_account" "build" {
  account_id   = "roomstatesync-build"
  display_name = "RoomStateSync: builds of functions"
  depends_on   = [google_project_service.used]
}

resource "google_service_account" "push" {
  account_id   = "roomstatesync-push"
  display_name = "RoomStateSync: Pub/Sub pushes and Scheduler calls"
  depends_on   = [google_project_service.used]
}

resource "google_project_iam_member" "context" {
  for_each = local.grants
  project  = var.project
  role     = each.value.role
  member   = google_service_account.context[each.value.context].member
}

# The roles of https://cloud.google.com/functions/docs/securing/build-custom-sa; without an account of its own a build
# takes the Compute Engine default account, which new organizations give no rights.
resource "google_project_iam_member" "build" {
  for_each = toset(["roles/artifactregistry.writer", "roles/logging.logWriter", "roles/storage.objectViewer"])
  project  = var.project
  role     = each.key
  member   = google_service_account.build.member
}

# Sign without a key file: identity the custom tokens of tablets, housekeeping the addresses of photos.
resource "google_service_account_iam_member" "signs_for_itself" {
  for_each           = toset([for context in var.contexts : context if contains(["housekeeping", "identity"], context)])
  service_account_id = google_service_account.context[each.key].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.context[each.key].member
}

# Pub/Sub makes the OIDC tokens of its pushes in the push account's name. Its own account exists once asked for.
resource "google_project_service_identity" "pubsub" {
  provider   = google-beta
  project    = var.project
  service    = "pubsub.googleapis.com"
  depends_on = [google_project_service.used]
}

resource "google_service_account_iam_member" "pubsub_mints" {
  service_account_id = google_service_account.push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_project_service_identity.pubsub.member
}

resource "google_firebase_project" "this" {
  provider   = google-beta
  project    = var.project
  depends_on = [google_project_service.used]
}

resource "google_firebase_web_app" "screens" {
  provider     = google-beta
  project      = var.project
  display_name = "RoomStateSync screens"
  depends_on   = [google_firebase_project.this]
}

data "google_firebase_web_app_config" "screens" {
  provider   = google-beta
  web_app_id = google_firebase_web_app.screens.app_id
}

resource "google_identity_platform_config" "this" {
  project = var.project
  sign_in {
    email {
      enabled           = true
      password_required = true
    }
  }
  client {
    permissions {
      disabled_user_signup   = var.disable_sign_up
      disabled_user_deletion = true
    }
  }
  depends_on = [google_firebase_project.this]
}
