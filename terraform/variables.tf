variable "project" {
  description = "The Google Cloud project that holds one installation of RoomStateSync."
  type        = string
}

variable "region" {
  description = "Where functions, Scheduler and Tasks run."
  type        = string
  default     = "europe-west1"
}

variable "firestore_location" {
  description = "Where documents are kept; cannot be changed later."
  type        = string
  default     = "eur3"
}

variable "property_databases" {
  description = "Names of further Firestore databases, for properties that have one of their own."
  type        = set(string)
  default     = []
}

variable "min_instances" {
  description = "Instances kept warm per context; contexts not named here scale to none."
  type        = map(number)
  default     = { rooms = 1, stays = 1 }
}

variable "secrets" {
  description = "Names of secrets that functions may read (PMS credentials); values are added by hand, never here."
  type        = set(string)
  default     = []
}

# The function map, generated from the code into functions.auto.tfvars.json by scripts/generate.

variable "contexts" {
  description = "The contexts: one function service each."
  type        = list(string)
}

variable "topics" {
  description = "Every event's topic."
  type        = list(string)
}

variable "subscriptions" {
  description = "Which context hears which topic, at which path."
  type = list(object({
    context = string
    topic   = string
    path    = string
  }))
}

variable "jobs" {
  description = "What runs on a schedule (unix-cron)."
  type = list(object({
    name     = string
    context  = string
    path     = string
    schedule = string
  }))
}
