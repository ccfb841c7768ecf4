variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "email" {
  description = "Who is told; the address has to confirm. None: the topic has no subscriber yet."
  type        = string
  default     = null
}

variable "cluster" {
  description = "Name of the ECS cluster."
  type        = string
}

variable "service" {
  description = "Name of the ECS service."
  type        = string
}

variable "tasks" {
  description = "How many backends should run."
  type        = number
}

variable "balancer_suffix" {
  description = "The balancer as CloudWatch names it."
  type        = string
}

variable "target_group_suffix" {
  description = "The balancer's targets as CloudWatch names them."
  type        = string
}

variable "backend_log_group" {
  description = "The backends' log."
  type        = string
}

variable "database_identifier" {
  description = "Identifier of the database's instance."
  type        = string
}

variable "database_storage_min_gib" {
  description = "Free storage below which somebody is told, GiB."
  type        = number
  default     = 20
}
