# Photos and papers, which only housekeeping's functions read and write, everybody else by an address that they sign for a
# quarter of an hour, and guests' functions delete. Encrypted by Google; what was deleted can be brought back for a week, as every new bucket has it.

resource "google_storage_bucket" "photos" {
  name                        = "${var.project}-photos"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  # For screens that put a file to a signed address.
  cors {
    origin          = local.origins
    method          = ["GET", "PUT"]
    response_header = ["Content-Type", "x-goog-content-length-range", "x-goog-if-generation-match"]
    max_age_seconds = 3600
  }

  depends_on = [google_project_service.used]
}

resource "google_storage_bucket_iam_member" "photos" {
  bucket = google_storage_bucket.photos.name
  role   = "roles/storage.objectUser"
  member = google_service_account.context["housekeeping"].member
}

# Who is forgotten takes their photos along. Guests' functions delete files, and never read one.
resource "google_storage_bucket_iam_member" "photos_of_forgotten" {
  bucket = google_storage_bucket.photos.name
  role   = "roles/storage.legacyBucketWriter"
  member = google_service_account.context["guests"].member
}
