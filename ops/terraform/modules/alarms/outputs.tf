output "topic_arn" {
  description = "Topic that tells of alarms and of their end."
  value       = aws_sns_topic.this.arn
}

output "alarm_names" {
  description = "All alarms."
  value       = sort([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name])
}
