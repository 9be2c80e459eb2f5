# Who the functions are, who pushes to them, and Firebase for everybody else.

locals {
  audience = "https://${var.project}.roomstatesync.internal"
}

resource "google_service_account" "functions" {
  account_id   = "roomstatesync-functions"
  display_name = "RoomStateSync: functions"
}

resource "google_service_account" "push" {
  account_id   = "roomstatesync-push"
  display_name = "RoomStateSync: Pub/Sub pushes and Scheduler calls"
}

resource "google_project_iam_member" "functions" {
  for_each = toset([
    "roles/cloudtrace.agent",
    "roles/datastore.user",
    "roles/firebaseauth.admin",
    "roles/logging.logWriter",
    "roles/monitoring.metricWriter",
    "roles/pubsub.publisher",
  ])
  project = var.project
  role    = each.key
  member  = google_service_account.functions.member
}

# Signs the custom tokens of tablets without a key file.
resource "google_service_account_iam_member" "signs_for_itself" {
  service_account_id = google_service_account.functions.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.functions.member
}

data "google_project" "this" {}

# Pub/Sub makes the OIDC tokens of its pushes in the push account's name.
resource "google_service_account_iam_member" "pubsub_mints" {
  service_account_id = google_service_account.push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
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
      disabled_user_signup   = true
      disabled_user_deletion = true
    }
  }
  depends_on = [google_project_service.used]
}
