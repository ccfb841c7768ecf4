# The VENs that may come by a claim: an operator puts an item there for each box that is sent out, and takes it away when the box has come.
resource "aws_dynamodb_table" "expected" {
  name         = "${var.name}-expected-vens"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "VenId"

  attribute {
    name = "VenId"
    type = "S"
  }

  server_side_encryption {
    enabled = true
  }

  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}-provisioning-hook"
  retention_in_days = var.log_days
}

resource "aws_iam_role" "this" {
  name               = "${var.name}-provisioning-hook"
  assume_role_policy = file("${path.module}/lambda-assume.json")
}

resource "aws_iam_role_policy" "this" {
  name = "hook"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.expected.arn },
      { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.this.arn}:*" },
    ]
  })
}

# AWS IoT waits for five seconds; a refusal that the box gets is ACCESS_DENIED, and why is in the log. Lambda gives processor by memory: with
# less, a first start that has to load DynamoDB's client may be too late.
resource "aws_lambda_function" "this" {
  function_name    = "${var.name}-provisioning-hook"
  description      = "Whether a box with the claim may become the VEN that it names"
  role             = aws_iam_role.this.arn
  runtime          = "python3.13"
  architectures    = ["arm64"]
  handler          = "hook.handler"
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  timeout          = 5
  memory_size      = 1024

  environment {
    variables = { TABLE = aws_dynamodb_table.expected.name, BACKEND_CLIENT_ID = var.backend_client_id }
  }

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.this]
}
