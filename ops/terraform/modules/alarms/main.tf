locals {
  balancer = { LoadBalancer = var.balancer_suffix }
  targets  = { LoadBalancer = var.balancer_suffix, TargetGroup = var.target_group_suffix }
  service  = { ClusterName = var.cluster, ServiceName = var.service }
  database = { DBInstanceIdentifier = var.database_identifier }
  mqtt     = { Protocol = "MQTT" }
  http     = { Protocol = "HTTP" }
  own      = "DrEvents/${var.name}"

  # Lines of the backends' log that are counted, by the words that stay the same in each. Its runbook is what the alarm's receiver reads.
  lines = {
    "backend-without-broker"     = { metric = "NoBroker", words = "No connection to the broker at" }
    "commands-do-not-go-out"     = { metric = "CommandsNotSent", words = "did not go out and are sent again" }
    "event-not-advanced"         = { metric = "EventsNotAdvanced", words = "could not be advanced; it is tried again" }
    "store-refuses-batches"      = { metric = "BatchesRefused", words = "The store did not take a batch of" }
    "messages-cannot-be-read"    = { metric = "DeadLetters", words = "cannot be stored and is kept as a dead letter" }
    "messages-failed"            = { metric = "MessagesFailed", words = "was moved to the error queue" }
    "backend-does-not-get-ready" = { metric = "NotReady", words = "Getting ready failed and is tried again" }
  }

  # Each is told of when it was so in some of so many minutes. Where nothing is measured, nothing happened, but for what is counted all the time.
  alarms = {
    "tasks-down" = {
      what      = "Fewer backends run than should", runbook = "backend-down"
      namespace = "ECS/ContainerInsights", metric = "RunningTaskCount", dimensions = local.service
      statistic = "Minimum", comparison = "LessThanThreshold", threshold = var.tasks
      minutes   = 5, of_them = 5, missing = var.tasks == 0 ? "notBreaching" : "breaching"
    }
    "no-backend-ready" = {
      what      = "No backend is ready: commands do not go out", runbook = "backend-down"
      namespace = "AWS/ApplicationELB", metric = "HealthyHostCount", dimensions = local.targets
      statistic = "Maximum", comparison = "LessThanThreshold", threshold = min(1, var.tasks)
      minutes   = 2, of_them = 2, missing = var.tasks == 0 ? "notBreaching" : "breaching"
    }
    "answers-5xx" = {
      what      = "Backends answer with 5xx", runbook = "store-away"
      namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = local.targets
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 10, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "balancer-5xx" = {
      what      = "The balancer itself answers with 5xx: nobody behind it does", runbook = "backend-down"
      namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = local.balancer
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 10, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "database-storage" = {
      what      = "The database's storage runs out", runbook = "archive-behind"
      namespace = "AWS/RDS", metric = "FreeStorageSpace", dimensions = local.database
      statistic = "Minimum", comparison = "LessThanThreshold", threshold = var.database_storage_min_gib * pow(1024, 3)
      minutes   = 15, of_them = 15, missing = "breaching"
    }
    "database-cpu" = {
      what      = "The database's processors are busy", runbook = "ingest-behind"
      namespace = "AWS/RDS", metric = "CPUUtilization", dimensions = local.database
      statistic = "Average", comparison = "GreaterThanThreshold", threshold = 80, minutes = 15, of_them = 15, missing = "breaching"
    }
    "database-memory" = {
      what      = "The database has less than 256 MiB of memory left", runbook = "connection-pool"
      namespace = "AWS/RDS", metric = "FreeableMemory", dimensions = local.database
      statistic = "Minimum", comparison = "LessThanThreshold", threshold = 256 * pow(1024, 2), minutes = 15, of_them = 15, missing = "breaching"
    }
    "connects-refused" = {
      what      = "AWS IoT refuses connections: certificates or policies", runbook = "certificate"
      namespace = "AWS/IoT", metric = "Connect.AuthError", dimensions = local.mqtt
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 20, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "connects-throttled" = {
      what      = "More connects per second than this account may", runbook = "network-unreachable"
      namespace = "AWS/IoT", metric = "Connect.Throttle", dimensions = local.mqtt
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "publishes-refused" = {
      what      = "AWS IoT refuses messages over MQTT: a policy does not allow their topic", runbook = "permission"
      namespace = "AWS/IoT", metric = "PublishIn.AuthError", dimensions = local.mqtt
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "publishes-throttled" = {
      what      = "More messages per second over MQTT than a connection or this account may", runbook = "ingest-behind"
      namespace = "AWS/IoT", metric = "PublishIn.Throttle", dimensions = local.mqtt
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "deliveries-throttled" = {
      what      = "More messages per second to a connection than it may get: more receivers", runbook = "ingest-behind"
      namespace = "AWS/IoT", metric = "PublishOut.Throttle", dimensions = local.mqtt
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "commands-refused" = {
      what      = "AWS IoT refuses commands through its data plane: the backends' role does not allow them", runbook = "command-does-not-go-out"
      namespace = "AWS/IoT", metric = "PublishIn.AuthError", dimensions = local.http
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "commands-throttled" = {
      what      = "More commands per second through the data plane than this account may", runbook = "command-does-not-go-out"
      namespace = "AWS/IoT", metric = "PublishIn.Throttle", dimensions = local.http
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    "subscriptions-refused" = {
      what      = "AWS IoT refuses subscriptions: who made them hears nothing", runbook = "permission"
      namespace = "AWS/IoT", metric = "Subscribe.AuthError", dimensions = local.mqtt
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    # A connection that broke and was there again at once is one line; the next attempts come after up to 15 s each.
    "backend-without-broker" = {
      what      = "A backend has no connection to AWS IoT; its log says why", runbook = "network-unreachable"
      namespace = local.own, metric = local.lines["backend-without-broker"].metric, dimensions = {}
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 3, missing = "notBreaching"
    }
    "commands-do-not-go-out" = {
      what      = "An event runs and commands of it do not go out", runbook = "command-does-not-go-out"
      namespace = local.own, metric = local.lines["commands-do-not-go-out"].metric, dimensions = {}
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 1, of_them = 1, missing = "notBreaching"
    }
    "event-not-advanced" = {
      what      = "An event does not start, end or tell its VENs", runbook = "command-does-not-go-out"
      namespace = local.own, metric = local.lines["event-not-advanced"].metric, dimensions = {}
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 1, of_them = 1, missing = "notBreaching"
    }
    "store-refuses-batches" = {
      what      = "PostgreSQL is away, or refuses what VENs sent, again and again", runbook = "store-away"
      namespace = local.own, metric = local.lines["store-refuses-batches"].metric, dimensions = {}
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 3, missing = "notBreaching"
    }
    "messages-cannot-be-read" = {
      what      = "Messages of VENs cannot be read and are kept aside", runbook = "dead-letters"
      namespace = local.own, metric = local.lines["messages-cannot-be-read"].metric, dimensions = {}
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 5, of_them = 1, missing = "notBreaching"
    }
    # The words are Wolverine's.
    "messages-failed" = {
      what      = "What should have followed from a stored event has not", runbook = "failed-messages"
      namespace = local.own, metric = local.lines["messages-failed"].metric, dimensions = {}
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 1, of_them = 1, missing = "notBreaching"
    }
    "backend-does-not-get-ready" = {
      what      = "A backend cannot make what its version needs", runbook = "node-does-not-act"
      namespace = local.own, metric = local.lines["backend-does-not-get-ready"].metric, dimensions = {}
      statistic = "Sum", comparison = "GreaterThanThreshold", threshold = 0, minutes = 10, of_them = 3, missing = "notBreaching"
    }
  }
}

resource "aws_sns_topic" "this" {
  name = "${var.name}-alarms"
}

resource "aws_sns_topic_subscription" "email" {
  count = var.email == null ? 0 : 1

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = var.email
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = local.lines

  name           = "${var.name}-${each.key}"
  log_group_name = var.backend_log_group
  pattern        = "\"${each.value.words}\""

  metric_transformation {
    name      = each.value.metric
    namespace = local.own
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.what}. What to do: ops/docs/runbooks/${each.value.runbook}.md"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = each.value.of_them
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}
