# What runs by the clock: the relay, the reconciliation sweep and whatever else the function map names.

resource "google_cloud_scheduler_job" "this" {
  for_each         = { for job in var.jobs : job.name => job }
  name             = each.key
  schedule         = each.value.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "300s"

  http_target {
    http_method = "POST"
    uri         = "${google_cloudfunctions2_function.context[each.value.context].service_config[0].uri}${each.value.path}"
    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = local.audience
    }
  }

  retry_config {
    retry_count = 1
  }
}
