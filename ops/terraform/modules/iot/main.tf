data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

# The name under which clients find the broker and the data plane of this account and region.
data "aws_iot_endpoint" "data" {
  endpoint_type = "iot:Data-ATS"
}

locals {
  arn = join(":", [
    "arn", data.aws_partition.current.partition, "iot", data.aws_region.current.region, data.aws_caller_identity.current.account_id
  ])

  # All certificates of a VEN are good side by side, so that it can change from one to the next: "ven-1/1", "ven-1/2".
  certificates = merge([for id, ven in var.vens : {
    for key, csr in ven.csrs : "${id}/${key}" => { ven = id, csr = csr, active = !ven.revoked, older_names = ven.older_names }
  }]...)
  older_certificates = { for name, certificate in local.certificates : name => certificate if certificate.older_names }
}

resource "aws_iot_thing_type" "ven" {
  name = "${var.name}-ven"

  properties {
    description = "Controller at a home or site that takes part in demand response"
  }
}

resource "aws_iot_thing_group" "vens" {
  name = "${var.name}-vens"

  properties {
    description = "All VENs of ${var.name}"
  }
}

resource "aws_iot_thing" "ven" {
  for_each = var.vens

  name            = each.key
  thing_type_name = aws_iot_thing_type.ven.name
}

resource "aws_iot_thing_group_membership" "ven" {
  for_each = var.vens

  thing_name       = aws_iot_thing.ven[each.key].name
  thing_group_name = aws_iot_thing_group.vens.name
}

resource "aws_iot_certificate" "ven" {
  for_each = local.certificates

  csr    = each.value.csr
  active = each.value.active

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iot_thing_principal_attachment" "ven" {
  for_each = local.certificates

  thing     = aws_iot_thing.ven[each.value.ven].name
  principal = aws_iot_certificate.ven[each.key].arn
}

# All of them are good, so that backends with the next one start while those with the one before still run.
resource "aws_iot_certificate" "backend" {
  for_each = var.backend_csrs

  csr    = each.value
  active = true

  lifecycle {
    create_before_destroy = true
  }
}
