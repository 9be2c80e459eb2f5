output "services" {
  description = "Where each context answers."
  value       = { for name, function in google_cloudfunctions2_function.context : name => function.service_config[0].uri }
}
