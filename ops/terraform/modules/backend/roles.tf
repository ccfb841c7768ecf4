# What starts a task: it pulls the image, reads the secrets that the task definition names, and writes logs.
resource "aws_iam_role" "execution" {
  name               = "${var.name}-backend-execution"
  assume_role_policy = file("${path.module}/templates/tasks-assume.json")
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "execution" {
  name = "secrets"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ssm:GetParameters", "secretsmanager:GetSecretValue"]
        Resource = [var.database_password_arn, var.mqtt_key_arn, var.administrator_key_arn]
      },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = var.kms_key_arn },
    ]
  })
}

# What the backend itself may do.
resource "aws_iam_role" "task" {
  name               = "${var.name}-backend"
  assume_role_policy = file("${path.module}/templates/tasks-assume.json")
}

resource "aws_iam_role_policy" "task" {
  name = "backend"
  role = aws_iam_role.task.id

  policy = templatefile("${path.module}/templates/task.json.tftpl", {
    iot_arn       = var.iot_arn
    parameter_arn = "${replace(var.iot_arn, ":iot:", ":ssm:")}:parameter/${var.parameter_prefix}"
    kms_key_arn   = var.kms_key_arn
    region        = data.aws_region.current.region
  })
}

# The right to attach a policy is the right to attach any: IAM knows no condition on its name.
resource "aws_iam_role_policy" "enrolment" {
  count = var.enrols_vens ? 1 : 0

  name = "enrolment"
  role = aws_iam_role.task.id

  policy = templatefile("${path.module}/templates/enrolment.json.tftpl", { iot_arn = var.iot_arn })
}

resource "aws_iam_role_policy" "secrets_manager" {
  count = length(var.secrets_manager_arns) == 0 ? 0 : 1

  name = "secrets-manager"
  role = aws_iam_role.task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = var.secrets_manager_arns },
      # Asked of SSM, a secret is a parameter first.
      {
        Effect   = "Allow"
        Action   = ["ssm:GetParameter", "ssm:GetParameters"]
        Resource = "${replace(var.iot_arn, ":iot:", ":ssm:")}:parameter/aws/reference/secretsmanager/*"
      },
    ]
  })
}
