# The documents: the default database with the registry, one more per property that has its own; rules, indexes, TTL.

locals {
  databases = toset(concat(["(default)"], tolist(var.property_databases)))
  declared  = jsondecode(file("${path.module}/../firestore.indexes.json"))

  indexes = merge([
    for database in local.databases : {
      for index in local.declared.indexes :
      "${database}:${sha1(jsonencode(index))}" => { database = database, index = index }
    }
  ]...)
  overrides = merge([
    for database in local.databases : {
      for field in local.declared.fieldOverrides :
      "${database}:${field.collectionGroup}.${field.fieldPath}" => { database = database, field = field }
    }
  ]...)
}

resource "google_firestore_database" "this" {
  for_each                          = local.databases
  name                              = each.key
  location_id                       = var.firestore_location
  type                              = "FIRESTORE_NATIVE"
  concurrency_mode                  = "OPTIMISTIC"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  delete_protection_state           = "DELETE_PROTECTION_ENABLED"
  deletion_policy                   = "ABANDON"
  depends_on                        = [google_project_service.used]
}

resource "google_firestore_index" "this" {
  for_each    = local.indexes
  database    = google_firestore_database.this[each.value.database].name
  collection  = each.value.index.collectionGroup
  query_scope = try(each.value.index.queryScope, "COLLECTION")

  dynamic "fields" {
    for_each = each.value.index.fields
    content {
      field_path   = fields.value.fieldPath
      order        = try(fields.value.order, null)
      array_config = try(fields.value.arrayConfig, null)
    }
  }
}

resource "google_firestore_field" "this" {
  for_each   = local.overrides
  database   = google_firestore_database.this[each.value.database].name
  collection = each.value.field.collectionGroup
  field      = each.value.field.fieldPath

  index_config {
    dynamic "indexes" {
      for_each = each.value.field.indexes
      content {
        order        = try(indexes.value.order, null)
        array_config = try(indexes.value.arrayConfig, null)
        query_scope  = try(indexes.value.queryScope, "COLLECTION")
      }
    }
  }

  dynamic "ttl_config" {
    for_each = try(each.value.field.ttl, false) ? [1] : []
    content {}
  }
}

# A release is replaced, never changed, and without one screens see nothing. The new rules are there, so known to be
# good, before the old release goes; between the two lie seconds.
resource "google_firebaserules_ruleset" "firestore" {
  source {
    files {
      name    = "firestore.rules"
      content = file("${path.module}/../firestore.rules")
    }
  }
  depends_on = [google_firebase_project.this, google_firestore_database.this]

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_firebaserules_release" "firestore" {
  for_each     = local.databases
  name         = each.key == "(default)" ? "cloud.firestore" : "cloud.firestore/${each.key}"
  ruleset_name = google_firebaserules_ruleset.firestore.name
}
