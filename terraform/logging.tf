# What must not be kept: a PMS proves itself by a secret in the webhook's path, which Cloud Run's own request log would
# write down. Our structured logs name the route, never the path.

resource "google_logging_project_exclusion" "webhook_paths" {
  name        = "pms-webhook-paths"
  description = "Request logs that would hold the secret of a PMS webhook."
  filter      = "logName:\"run.googleapis.com%2Frequests\" AND httpRequest.requestUrl:\"/webhooks/pms/\""
}
