# Credentials of PMS connections: the containers only. Whoever connects a PMS adds the value as a new version.

resource "google_secret_manager_secret" "this" {
  for_each  = var.secrets
  secret_id = each.key
  replication {
    auto {}
  }
  depends_on = [google_project_service.used]
}

resource "google_secret_manager_secret_iam_member" "pms" {
  for_each  = google_secret_manager_secret.this
  secret_id = each.value.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.context["pms"].member
}
