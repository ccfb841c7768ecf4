resource "aws_iot_policy" "ven" {
  name   = "${var.name}-ven"
  policy = templatefile("${path.module}/templates/ven.json.tftpl", { arn = local.arn, client_id = var.backend_client_id })
}

# Beside the policy above, for VENs of before. All of them share one topic, on which the payload alone says whose it is.
resource "aws_iot_policy" "ven_older_names" {
  name   = "${var.name}-ven-older-names"
  policy = templatefile("${path.module}/templates/ven-older-names.json.tftpl", { arn = local.arn })
}

resource "aws_iot_policy" "backend" {
  name   = "${var.name}-backend"
  policy = templatefile("${path.module}/templates/backend.json.tftpl", { arn = local.arn, client_id = var.backend_client_id })
}

resource "aws_iot_policy_attachment" "ven" {
  for_each = local.certificates

  policy = aws_iot_policy.ven.name
  target = aws_iot_certificate.ven[each.key].arn
}

resource "aws_iot_policy_attachment" "ven_older_names" {
  for_each = local.older_certificates

  policy = aws_iot_policy.ven_older_names.name
  target = aws_iot_certificate.ven[each.key].arn
}

resource "aws_iot_policy_attachment" "backend" {
  for_each = var.backend_csrs

  policy = aws_iot_policy.backend.name
  target = aws_iot_certificate.backend[each.key].arn
}
