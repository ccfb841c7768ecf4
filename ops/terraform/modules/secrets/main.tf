locals {
  # What each parameter holds. Their values never come through Terraform, so that no state file has them: see the guide.
  parameters = merge(
    { "postgres/backend" = "Password of the backend's role at PostgreSQL" },
    { "access/administrator-key" = "Key by which an administrator uses the backend" },
    { for key in var.backend_keys : "mqtt/backend-key/${key}" => "Private key, PEM, of the backends' certificate ${key} at AWS IoT" },
  )
}

resource "aws_kms_key" "this" {
  description             = "Parameters of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

# A write-only value is sent once, when the parameter is made, and never compared again: what an operator puts there stays.
resource "aws_ssm_parameter" "this" {
  for_each = local.parameters

  name             = "/${var.name}/${each.key}"
  description      = each.value
  type             = "SecureString"
  key_id           = aws_kms_key.this.arn
  value_wo         = "not set yet"
  value_wo_version = 1

  # What else put-parameter changes when it puts a value there is not undone either.
  lifecycle {
    ignore_changes = [description, tier]
  }
}
