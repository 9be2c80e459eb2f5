# What runs by the clock: the relay, the reconciliation sweep and whatever else the function map names. A schedule's call
# publishes one message for each property (docs/decisions/jobs-fan-out.md), and each is pushed, acknowledged and tried
# again by itself.

locals {
  jobs = { for job in var.jobs : job.name => job }
}

resource "google_cloud_scheduler_job" "this" {
  for_each         = local.jobs
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

  # What could not be published is published again, with what could: the turn is the same, so a run is done once.
  retry_config {
    retry_count          = 3
    min_backoff_duration = "5s"
    max_backoff_duration = "20s"
  }
}

resource "google_pubsub_topic" "job" {
  for_each                   = local.jobs
  name                       = each.value.topic
  message_retention_duration = "86400s"
  depends_on                 = [google_project_service.used]
}

resource "google_pubsub_subscription" "job" {
  for_each                   = local.jobs
  name                       = "${each.value.context}.${each.value.topic}"
  topic                      = google_pubsub_topic.job[each.key].id
  ack_deadline_seconds       = 330 # above the function's own: a run is not given to another while it is under way
  message_retention_duration = "86400s"

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = "${google_cloudfunctions2_function.context[each.value.context].service_config[0].uri}${each.value.run}"
    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = local.audience
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.given_up.id
    max_delivery_attempts = 100
  }

  depends_on = [google_service_account_iam_member.pubsub_mints]
}
