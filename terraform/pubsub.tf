# A topic per event type, a push subscription per context that hears it, and a place for what was given up.

locals {
  subscriptions = { for item in var.subscriptions : "${item.context}.${item.topic}" => item }
}

resource "google_pubsub_topic" "event" {
  for_each                   = toset(var.topics)
  name                       = each.key
  message_retention_duration = "604800s"
  depends_on                 = [google_project_service.used]
}

resource "google_pubsub_topic" "given_up" {
  name                       = "roomstatesync.given-up"
  message_retention_duration = "2678400s"
  depends_on                 = [google_project_service.used]
}

resource "google_pubsub_subscription" "push" {
  for_each                   = local.subscriptions
  name                       = each.key
  topic                      = google_pubsub_topic.event[each.value.topic].id
  enable_message_ordering    = true
  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = "${google_cloudfunctions2_function.context[each.value.context].service_config[0].uri}${each.value.path}"
    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = local.audience
    }
  }

  retry_policy {
    minimum_backoff = "1s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.given_up.id
    max_delivery_attempts = 100
  }

  depends_on = [google_service_account_iam_member.pubsub_mints]
}

resource "google_pubsub_subscription" "given_up" {
  name                       = "operations.given-up"
  topic                      = google_pubsub_topic.given_up.id
  ack_deadline_seconds       = 60
  message_retention_duration = "2678400s"

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = "${google_cloudfunctions2_function.context["operations"].service_config[0].uri}/internal/dead-letter"
    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = local.audience
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  depends_on = [google_service_account_iam_member.pubsub_mints]
}

# Pub/Sub itself moves what was given up: it publishes to the topic and acknowledges the subscription.
resource "google_pubsub_topic_iam_member" "gives_up" {
  topic  = google_pubsub_topic.given_up.name
  role   = "roles/pubsub.publisher"
  member = google_project_service_identity.pubsub.member
}

resource "google_pubsub_subscription_iam_member" "gives_up" {
  for_each     = merge(google_pubsub_subscription.push, google_pubsub_subscription.job)
  subscription = each.value.name
  role         = "roles/pubsub.subscriber"
  member       = google_project_service_identity.pubsub.member
}
