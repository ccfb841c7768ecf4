output "iot_endpoint" {
  description = "Host of the broker: IOT_ENDPOINT of a VEN."
  value       = module.iot.endpoint
}

output "thing_name" {
  description = "First of the VENs that were made here: IOT_THING_NAME of a VEN. Empty without one."
  value       = try(module.iot.thing_names[0], "")
}

output "thing_names" {
  description = "All VENs that were made here."
  value       = module.iot.thing_names

  precondition {
    condition     = length(setsubtract(var.revoked_vens, keys(local.vens))) == 0
    error_message = "revoked_vens names a VEN without a request. What came by a claim or an authority is locked out by aws iot update-certificate."
  }
}

output "ven_certificates" {
  description = "Certificates, PEM, of each VEN that was made here, by the keys of its requests."
  value       = module.iot.ven_certificates
  sensitive   = true
}

output "ven_group" {
  description = "Thing group of all VENs."
  value       = module.iot.ven_group
}

output "claim_certificate" {
  description = "Certificate, PEM, that boxes leave the factory with; null without provisioning by claim."
  value       = module.iot.claim_certificate
  sensitive   = true
}

output "claim_template" {
  description = "Name of the template of provisioning by claim; null without it."
  value       = module.iot.claim_template
}

output "expected_vens" {
  description = "Table of the VENs that may come by the claim; null without provisioning by claim."
  value       = one(module.provisioning_hook[*].table)
}

output "hook_log_group" {
  description = "Where the hook says whom it refused, and why; null without provisioning by claim."
  value       = one(module.provisioning_hook[*].log_group)
}

output "cluster" {
  description = "ECS cluster."
  value       = module.backend.cluster
}

output "service" {
  description = "ECS service of the backends."
  value       = module.backend.service
}

output "backend_url" {
  description = "Address of the balancer, for whoever reaches it."
  value       = module.backend.url
}

output "backend_log_group" {
  description = "The backends' log."
  value       = module.backend.log_group
}

output "parameters" {
  description = "Name of each SSM parameter by what it holds."
  value       = module.secrets.parameter_names
}

output "kms_key" {
  description = "Key that encrypts these parameters."
  value       = module.secrets.kms_key_arn
}

output "database_roles_task" {
  description = "Task definition that makes the database's roles."
  value       = module.database.roles_task
}

output "database_roles_log_group" {
  description = "Where that task says what it did."
  value       = module.database.roles_log_group
}

output "database_console_task" {
  description = "Task definition with psql."
  value       = module.database.console_task
}

output "database_address" {
  description = "Host of PostgreSQL."
  value       = module.database.address
}

output "database_identifier" {
  description = "Identifier of the database's instance at RDS."
  value       = module.database.identifier
}

output "database_master_secret" {
  description = "Secret of Secrets Manager with the name and the password of the database's master."
  value       = module.database.master_secret_arn
}

output "database_kms_key" {
  description = "Key without which snapshots and backups of the database cannot be read."
  value       = module.database.kms_key_arn
}

output "task_network" {
  description = "Where such a task runs, as aws ecs run-task takes it."
  value = jsonencode({
    awsvpcConfiguration = {
      subnets        = module.network.container_subnet_ids
      securityGroups = [module.network.backend_security_group_id]
      assignPublicIp = "DISABLED"
    }
  })
}

output "alarm_topic" {
  description = "Topic that tells of alarms."
  value       = module.alarms.topic_arn
}
