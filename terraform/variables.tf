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

variable "trusted_proxies" {
  description = "Networks of the proxies whose X-Forwarded-For is believed: those that Firebase Hosting runs on (api.fastly.com/public-ip-list)."
  type        = list(string)
  default = [
    "23.235.32.0/20", "43.249.72.0/22", "103.244.50.0/24", "103.245.222.0/23", "103.245.224.0/24", "104.156.80.0/20",
    "140.248.64.0/18", "140.248.128.0/17", "146.75.0.0/17", "151.101.0.0/16", "157.52.64.0/18", "167.82.0.0/17",
    "167.82.128.0/20", "167.82.160.0/20", "167.82.224.0/20", "172.111.64.0/18", "185.31.16.0/22", "199.27.72.0/21",
    "199.232.0.0/16", "2a04:4e40::/32", "2a04:4e42::/32",
  ]
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

variable "operators" {
  description = "Addresses of who runs the platform: they see and discard events that are no hotel's (gcloud auth print-identity-token)."
  type        = list(string)
  default     = []
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
  description = "What runs on a schedule (unix-cron): where it calls, the topic of its runs, and where one property's is pushed."
  type = list(object({
    name     = string
    context  = string
    path     = string
    schedule = string
    topic    = string
    run      = string
  }))
}
