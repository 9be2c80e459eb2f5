# Where people's browsers go: one site, whose files and rewrites `firebase deploy` puts there.

locals {
  origins = concat(
    ["https://${google_firebase_hosting_site.screens.site_id}.web.app"],
    ["https://${google_firebase_hosting_site.screens.site_id}.firebaseapp.com"],
    [for domain in sort(tolist(var.domains)) : "https://${domain}"],
  )
  address = try("https://${sort(tolist(var.domains))[0]}", local.origins[0])
}

# Where Firebase has made the default site by itself already, the provider takes that one.
resource "google_firebase_hosting_site" "screens" {
  provider   = google-beta
  project    = var.project
  site_id    = var.project
  app_id     = google_firebase_web_app.screens.app_id
  depends_on = [google_firebase_project.this]
}
