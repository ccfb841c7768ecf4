variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of at least two zones."
  type        = list(string)
}

variable "security_group_id" {
  description = "Security group that lets the backends in."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the passwords' parameters."
  type        = string
}

variable "engine_version" {
  description = "Major version of PostgreSQL; minor ones come by themselves, and only after a restore is one named (18.1). The tests of DrEvents run on 15 and 18."
  type        = string
  default     = "18"

  validation {
    condition     = can(regex("^1[5-8](\\.\\d+)?$", var.engine_version))
    error_message = "15, 16, 17 or 18, or a minor version of these, as 18.1."
  }
}

variable "major_upgrade" {
  description = "Let a higher engine_version take the database to another major version, and at once. Only for that apply: see the README."
  type        = bool
  default     = false
}

variable "instance_class" {
  description = "Size of the machine."
  type        = string
  default     = "db.m7g.large"
}

variable "storage_gib" {
  description = "Storage at the beginning, GiB. gp3 gives more throughput from 400 GiB on."
  type        = number
  default     = 100
}

variable "storage_max_gib" {
  description = "How far the storage may grow by itself, GiB."
  type        = number
  default     = 1000
}

variable "multi_az" {
  description = "A standby in a second zone that takes over by itself."
  type        = bool
  default     = true
}

variable "backup_days" {
  description = "For how many days the database can be brought back to any moment."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "1 to 35 days; without backups there is no way back from a newer version's forms."
  }
}

variable "deletion_protection" {
  description = "Whether deleting is refused. Set it to false, and apply, before a destroy."
  type        = bool
  default     = true
}

variable "ca_pem" {
  description = "Certificates, PEM, that sign RDS's in this region: RDS publishes them as {region}-bundle.pem."
  type        = string
}

variable "backend_password_arn" {
  description = "SSM parameter, or Secrets Manager secret, with the password of the role drevents."
  type        = string
}

variable "psql_image" {
  description = "Image with psql 15 or newer and a shell, for the tasks that make the roles and look at the database."
  type        = string
  default     = "public.ecr.aws/docker/library/postgres:18-alpine"
}

variable "log_days" {
  description = "How long logs are kept, days."
  type        = number
  default     = 90
}
