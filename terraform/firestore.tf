# The documents: the default database with the registry, one more per property that has its own; rules, indexes, TTL.

locals {
  databases = toset(concat(["(default)"], tolist(var.property_databases)))
  declared  = jsondecode(file("${path.module}/../firestore.indexes.json"))

  indexes = {
    for pair in setproduct(local.databases, local.declared.indexes) :
    "${pair[0]}:${sha1(jsonencode(pair[1]))}" => { database = pair[0], index = pair[1] }
  }
  overrides = {
    for pair in setproduct(local.databases, local.declared.fieldOverrides) :
    "${pair[0]}:${pair[1].collectionGroup}.${pair[1].fieldPath}" => { database = pair[0], field = pair[1] }
  }
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
  query_scope = each.value.index.queryScope

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
        query_scope  = indexes.value.queryScope
      }
    }
  }

  dynamic "ttl_config" {
    for_each = try(each.value.field.ttl, false) ? [1] : []
    content {}
  }
}

resource "google_firebaserules_ruleset" "firestore" {
  source {
    files {
      name    = "firestore.rules"
      content = file("${path.module}/../firestore.rules")
    }
  }
  depends_on = [google_firestore_database.this]
}

resource "google_firebaserules_release" "firestore" {
  for_each     = local.databases
  name         = each.key == "(default)" ? "cloud.firestore" : "cloud.firestore/${each.key}"
  ruleset_name = google_firebaserules_ruleset.firestore.name
}
