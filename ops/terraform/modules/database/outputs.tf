output "address" {
  description = "Host of PostgreSQL; it stays the same when the standby takes over."
  value       = aws_db_instance.this.address
}

output "connection_string" {
  description = "What a backend connects with, without the password, which it takes from PGPASSWORD. {ca} is the file with RDS's certificates."
  value       = "Host=${aws_db_instance.this.address};Port=${aws_db_instance.this.port};Database=${local.database};Username=${local.role};SSL Mode=VerifyFull;Root Certificate={ca}"
}

output "identifier" {
  description = "Identifier of the instance, for alarms."
  value       = aws_db_instance.this.identifier
}

output "master_secret_arn" {
  description = "Secret of Secrets Manager with the master's name and password, which RDS keeps and rotates."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}

output "kms_key_arn" {
  description = "Key without which snapshots and backups cannot be read."
  value       = aws_kms_key.this.arn
}

output "console_task" {
  description = "Task definition with psql, for who looks at the database."
  value       = aws_ecs_task_definition.console.family
}

output "roles_task" {
  description = "Task definition that makes the roles and the database."
  value       = aws_ecs_task_definition.roles.family
}

output "roles_log_group" {
  description = "Where that task says what it did."
  value       = aws_cloudwatch_log_group.roles.name
}
