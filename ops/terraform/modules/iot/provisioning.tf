locals {
  by_claim      = var.claim_csr == null ? 0 : 1
  by_authority  = var.ven_authority == null ? 0 : 1
  is_provisions = max(local.by_claim, local.by_authority)
  by_claim_name = "${var.name}-by-claim"
  new_ven = {
    policy     = aws_iot_policy.ven.name
    thing_type = aws_iot_thing_type.ven.name
    group      = aws_iot_thing_group.vens.name
  }
}

# As this role AWS IoT makes things and certificates for those that come.
resource "aws_iam_role" "provisioning" {
  count = local.is_provisions

  name               = "${var.name}-iot-provisioning"
  assume_role_policy = file("${path.module}/templates/iot-assume.json")
}

resource "aws_iam_role_policy_attachment" "provisioning" {
  count = local.is_provisions

  role       = aws_iam_role.provisioning[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSIoTThingsRegistration"
}

# Fleet provisioning by claim: a box has the claim's certificate, makes a key of its own, and changes the claim for a certificate for it.
resource "aws_iot_provisioning_template" "by_claim" {
  count = local.by_claim

  name                  = local.by_claim_name
  description           = "A box with the claim becomes the VEN that it names, if the hook says so"
  type                  = "FLEET_PROVISIONING"
  enabled               = true
  provisioning_role_arn = aws_iam_role.provisioning[0].arn
  template_body         = templatefile("${path.module}/templates/provision-by-claim.json.tftpl", local.new_ven)

  pre_provisioning_hook {
    target_arn = var.pre_provisioning_hook_arn
  }

  depends_on = [aws_lambda_permission.hook, aws_iam_role_policy_attachment.provisioning]
}

resource "aws_lambda_permission" "hook" {
  count = local.by_claim

  statement_id   = "${var.name}-iot-provisioning"
  action         = "lambda:InvokeFunction"
  function_name  = var.pre_provisioning_hook_arn
  principal      = "iot.amazonaws.com"
  source_account = data.aws_caller_identity.current.account_id
  source_arn     = "${local.arn}:provisioningtemplate/${local.by_claim_name}"
}

resource "aws_iot_certificate" "claim" {
  count = local.by_claim

  csr    = var.claim_csr
  active = !var.claim_revoked

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iot_policy" "claim" {
  count = local.by_claim

  name   = "${var.name}-claim"
  policy = templatefile("${path.module}/templates/claim.json.tftpl", { arn = local.arn, template = local.by_claim_name })
}

resource "aws_iot_policy_attachment" "claim" {
  count = local.by_claim

  policy = aws_iot_policy.claim[0].name
  target = aws_iot_certificate.claim[0].arn
}

# Just-in-time provisioning: whoever comes with a certificate of the authority becomes the VEN that its common name says.
resource "aws_iot_provisioning_template" "by_authority" {
  count = local.by_authority

  name                  = "${var.name}-by-authority"
  description           = "A certificate of our authority makes the VEN of its common name"
  type                  = "JITP"
  enabled               = true
  provisioning_role_arn = aws_iam_role.provisioning[0].arn
  template_body         = templatefile("${path.module}/templates/provision-by-ca.json.tftpl", local.new_ven)

  depends_on = [aws_iam_role_policy_attachment.provisioning]
}

resource "aws_iot_ca_certificate" "vens" {
  count = local.by_authority

  active                       = true
  allow_auto_registration      = true
  ca_certificate_pem           = var.ven_authority.certificate
  verification_certificate_pem = var.ven_authority.verification
  certificate_mode             = var.ven_authority.verification == null ? "SNI_ONLY" : "DEFAULT"

  # The role is the template's.
  registration_config {
    template_name = aws_iot_provisioning_template.by_authority[0].name
  }
}
