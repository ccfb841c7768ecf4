output "kms_key_arn" {
  description = "Key that encrypts the parameters."
  value       = aws_kms_key.this.arn
}

output "parameter_prefix" {
  description = "What the names of all parameters begin with, without the slash at its start."
  value       = var.name
}

output "parameter_names" {
  description = "Name of each parameter by what it holds."
  value       = { for key, parameter in aws_ssm_parameter.this : key => parameter.name }
}

output "parameter_arns" {
  description = "ARN of each parameter by what it holds."
  value       = { for key, parameter in aws_ssm_parameter.this : key => parameter.arn }
}
