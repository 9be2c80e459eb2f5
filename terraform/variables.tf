variable "project" {
  description = "The Google Cloud project that holds one installation of RoomStateSync."
  type        = string
}

variable "region" {
  description = "Where functions and Scheduler run; firebase.json must send requests to the same."
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

variable "domains" {
  description = "Domains of your own that Firebase Hosting serves the screens at (\"rooms.example.com\"), besides its own two."
  type        = set(string)
  default     = []
}

variable "disable_sign_up" {
  description = "Whether only managers make accounts. Should tablets be refused with admin-restricted-operation, set it to false."
  type        = bool
  default     = true
}

variable "min_instances" {
  description = "Instances kept warm per context; contexts not named here scale to none."
  type        = map(number)
  default     = { rooms = 1, stays = 1 }
}

variable "memory" {
  description = "Memory of an instance per context, where 512M are not enough: the shift planner's solver."
  type        = map(string)
  default     = { housekeeping = "1Gi" }
}

variable "secrets" {
  description = "Names of secrets that the pms context may read (PMS credentials); values are added by hand, never here."
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
