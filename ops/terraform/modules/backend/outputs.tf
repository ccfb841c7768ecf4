output "cluster" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "service" {
  description = "Name of the ECS service."
  value       = aws_ecs_service.this.name
}

output "url" {
  description = "Address of the balancer, for whoever reaches it."
  value       = "${var.certificate_arn == null ? "http" : "https"}://${var.domain_name == null ? aws_lb.this.dns_name : var.domain_name}"
}

output "log_group" {
  description = "The backends' log."
  value       = aws_cloudwatch_log_group.this.name
}

output "balancer_suffix" {
  description = "The balancer as CloudWatch names it."
  value       = aws_lb.this.arn_suffix
}

output "target_group_suffix" {
  description = "The balancer's targets as CloudWatch names them."
  value       = aws_lb_target_group.this.arn_suffix
}
