data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # Where the first container of a task lays certificates and keys for the second.
  folder = "/run/drevents"

  settings = merge({
    URLS                        = "http://0.0.0.0:${var.port}"
    ConnectionStrings__Postgres = replace(var.connection_string, "{ca}", "${local.folder}/database-ca.pem")
    Mqtt__Host                  = var.iot_endpoint
    Mqtt__Tls                   = "true"
    Mqtt__ClientId              = var.mqtt_client_id
    Mqtt__CertFile              = "${local.folder}/mqtt.crt"
    Mqtt__KeyFile               = "${local.folder}/mqtt.key"
    Mqtt__ReceiveMaximum        = "100"
    Mqtt__PublishInFlight       = "100"
    Mqtt__Commands              = "dataPlane"
    DataPlane__Endpoint         = var.iot_endpoint
    DataPlane__Region           = data.aws_region.current.region
    Shadow__Provider            = "aws"
    Cluster__Enabled            = "true"
    Cluster__Receivers          = tostring(var.receivers)
    AWS_REGION                  = data.aws_region.current.region
  }, var.settings)

  logs = { for name in ["files", "backend"] : name => {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = data.aws_region.current.region
      awslogs-stream-prefix = name
    }
  } }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/backend"
  retention_in_days = var.log_days
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = "${var.name}-backend"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = tostring(var.cpu)
  memory                   = tostring(var.memory_mib)
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  volume {
    name = "files"
  }

  container_definitions = jsonencode([
    {
      # Secrets reach a task as variables, and a TLS key has to be a file that nobody else may read: this container writes it, and ends.
      name       = "files"
      image      = var.image
      essential  = false
      user       = "0"
      entryPoint = ["bash", "-c"]
      command    = [file("${path.module}/write-files.sh")]
      environment = [
        { name = "FOLDER", value = local.folder },
        { name = "DATABASE_CA", value = var.database_ca_pem },
        { name = "MQTT_CERTIFICATE", value = var.mqtt_certificate },
      ]
      secrets          = [{ name = "MQTT_KEY", valueFrom = var.mqtt_key_arn }]
      mountPoints      = [{ sourceVolume = "files", containerPath = local.folder, readOnly = false }]
      logConfiguration = local.logs["files"]
    },
    {
      name         = "backend"
      image        = var.image
      essential    = true
      dependsOn    = [{ containerName = "files", condition = "SUCCESS" }]
      portMappings = [{ containerPort = var.port, protocol = "tcp" }]
      environment  = [for key in sort(keys(local.settings)) : { name = key, value = local.settings[key] }]
      secrets = [
        { name = "PGPASSWORD", valueFrom = var.database_password_arn },
        { name = "Access__AdministratorKey", valueFrom = var.administrator_key_arn },
      ]
      mountPoints      = [{ sourceVolume = "files", containerPath = local.folder, readOnly = true }]
      stopTimeout      = 60
      logConfiguration = local.logs["backend"]
      linuxParameters  = { initProcessEnabled = true }
      healthCheck = {
        command     = ["CMD", "bash", "-c", file("${path.module}/is-alive.sh"), "is-alive", tostring(var.port)]
        interval    = 15
        timeout     = 5
        retries     = 4
        startPeriod = 120
      }
    },
  ])
}

resource "aws_ecs_service" "this" {
  name            = "${var.name}-backend"
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.this.arn
  launch_type     = "FARGATE"
  desired_count   = var.tasks

  # A node of a version with other forms stands by, and is not ready, until the last one of before has stopped: a deployment that waits
  # for it to be ready would wait for ever. With 100 at most ECS stops those of before first; it balances zones only where it may run more.
  deployment_minimum_healthy_percent = var.all_at_once ? 0 : 100
  deployment_maximum_percent         = var.all_at_once ? 100 : 200
  health_check_grace_period_seconds  = 600
  enable_execute_command             = true
  availability_zone_rebalancing      = var.all_at_once ? "DISABLED" : "ENABLED"

  deployment_circuit_breaker {
    enable   = true
    rollback = !var.all_at_once
  }

  network_configuration {
    subnets          = var.container_subnet_ids
    security_groups  = [var.backend_security_group_id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = "backend"
    container_port   = var.port
  }

  # What a task needs at its start, and the balancer, at which it has to be ready.
  depends_on = [
    aws_lb_listener.http, aws_lb_listener.https,
    aws_iam_role_policy_attachment.execution, aws_iam_role_policy.execution, aws_iam_role_policy.task, aws_iam_role_policy.secrets_manager,
  ]
}
