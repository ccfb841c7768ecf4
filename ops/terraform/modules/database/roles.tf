# Tasks that are run by hand. Nothing but the backends' security group reaches PostgreSQL, so they run where the backends do.

data "aws_partition" "current" {}
data "aws_region" "current" {}

resource "aws_cloudwatch_log_group" "roles" {
  name              = "/${var.name}/database-roles"
  retention_in_days = var.log_days
}

resource "aws_iam_role" "roles" {
  name               = "${var.name}-database-roles"
  assume_role_policy = file("${path.module}/tasks-assume.json")
}

resource "aws_iam_role_policy_attachment" "roles" {
  role       = aws_iam_role.roles.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "roles" {
  name = "secrets"
  role = aws_iam_role.roles.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ssm:GetParameters", "secretsmanager:GetSecretValue"]
        Resource = [var.backend_password_arn, aws_db_instance.this.master_user_secret[0].secret_arn]
      },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = var.kms_key_arn },
    ]
  })
}

locals {
  psql = {
    environment = [
      { name = "PGHOST", value = aws_db_instance.this.address },
      { name = "PGUSER", value = aws_db_instance.this.username },
      { name = "PGSSLMODE", value = "verify-full" },
      { name = "PGSSLROOTCERT", value = "/tmp/rds-ca.pem" },
      { name = "RDS_CA", value = var.ca_pem },
    ]
    backend_password = { name = "BACKEND_PASSWORD", valueFrom = var.backend_password_arn }
    master_password  = "${aws_db_instance.this.master_user_secret[0].secret_arn}:password::"
    log = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.roles.name
        awslogs-region        = data.aws_region.current.region
        awslogs-stream-prefix = "psql"
      }
    }
  }
}

# Run once, and after each change of the password: makes the roles and the database.
resource "aws_ecs_task_definition" "roles" {
  family                   = "${var.name}-database-roles"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.roles.arn

  container_definitions = jsonencode([{
    name       = "psql"
    image      = var.psql_image
    entryPoint = ["sh", "-c"]
    command    = ["printf '%s' \"$RDS_CA\" >/tmp/rds-ca.pem && printf '%s' \"$ROLES_SQL\" | psql --no-psqlrc --set=ON_ERROR_STOP=1"]
    environment = concat(local.psql.environment, [
      { name = "PGDATABASE", value = "postgres" },
      { name = "ROLES_SQL", value = file("${path.module}/roles.sql") },
    ])
    secrets          = [{ name = "PGPASSWORD", valueFrom = local.psql.master_password }, local.psql.backend_password]
    logConfiguration = local.psql.log
  }])
}

# Run for who wants to look: it waits for two hours, and whoever may open a session in it finds psql there, for the roles master and drevents.
resource "aws_ecs_task_definition" "console" {
  family                   = "${var.name}-database-console"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.roles.arn
  task_role_arn            = aws_iam_role.console.arn

  container_definitions = jsonencode([{
    name             = "psql"
    image            = var.psql_image
    entryPoint       = ["sh", "-c"]
    command          = [file("${path.module}/console.sh")]
    environment      = concat(local.psql.environment, [{ name = "PGPASSFILE", value = "/tmp/passwords" }])
    secrets          = [{ name = "MASTER_PASSWORD", valueFrom = local.psql.master_password }, local.psql.backend_password]
    logConfiguration = local.psql.log
    linuxParameters  = { initProcessEnabled = true }
  }])
}

resource "aws_iam_role" "console" {
  name               = "${var.name}-database-console"
  assume_role_policy = file("${path.module}/tasks-assume.json")
}

resource "aws_iam_role_policy" "console" {
  name = "sessions"
  role = aws_iam_role.console.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]
      Resource = "*"
    }]
  })
}
