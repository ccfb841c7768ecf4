locals {
  sets_logging = var.logging ? 1 : 0
}

resource "aws_iam_role" "logging" {
  count = local.sets_logging

  name               = "${var.name}-iot-logging"
  assume_role_policy = file("${path.module}/templates/iot-assume.json")
}

# AWS IoT writes to this group and to no other; made here, it does not keep its lines for ever.
resource "aws_cloudwatch_log_group" "iot" {
  count = local.sets_logging

  name              = "AWSIotLogsV2"
  retention_in_days = var.log_days
}

resource "aws_iam_role_policy" "logging" {
  count = local.sets_logging

  name = "logs"
  role = aws_iam_role.logging[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents", "logs:PutMetricFilter", "logs:PutRetentionPolicy"]
      Resource = [aws_cloudwatch_log_group.iot[0].arn, "${aws_cloudwatch_log_group.iot[0].arn}:*"]
    }]
  })
}

resource "aws_iot_logging_options" "this" {
  count = local.sets_logging

  default_log_level = var.log_level
  role_arn          = aws_iam_role.logging[0].arn

  depends_on = [aws_iam_role_policy.logging]
}
