output "services" {
  description = "Where each context answers by itself, for streams: Firebase Hosting ends every answer after 60 seconds."
  value       = { for name, function in google_cloudfunctions2_function.context : name => function.service_config[0].uri }
}

output "address" {
  description = "Where the screens and the API are."
  value       = local.address
}

output "audience" {
  description = "What other services' OIDC tokens must be made for."
  value       = local.audience
}

# No secret: every browser gets it. Marked so only because the provider may mark the key.
output "web_config" {
  description = "What scripts/deploy puts at /config.json."
  sensitive   = true
  value = jsonencode({
    project_id         = var.project
    api_key            = data.google_firebase_web_app_config.screens.api_key
    auth_emulator      = null
    firestore_emulator = null
    tenant_id          = null
  })
}
