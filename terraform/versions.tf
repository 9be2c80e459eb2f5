terraform {
  required_version = ">= 1.6"

  # The state is kept in a bucket of the same project, which scripts/deploy names: -backend-config=bucket=<project>-terraform.
  backend "gcs" {
    prefix = "roomstatesync"
  }

  # Exactly the versions whose schema these files were held to (docs/deploying.md says how).
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "6.50.0"
    }
    google-beta = {
      source  = "hashicorp/google-beta"
      version = "6.50.0"
    }
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.7"
    }
  }
}

# Firebase, its rules and Identity Platform answer people's own credentials only when told which project pays.
provider "google" {
  project               = var.project
  region                = var.region
  billing_project       = var.project
  user_project_override = true
}

provider "google-beta" {
  project               = var.project
  region                = var.region
  billing_project       = var.project
  user_project_override = true
}
