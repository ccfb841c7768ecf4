variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "package" {
  description = "Zip file with hook.py in it."
  type        = string
}

variable "backend_client_id" {
  description = "What the backends' client ids begin with; no VEN gets such a name."
  type        = string
}

variable "log_days" {
  description = "How long the log is kept, days."
  type        = number
  default     = 90
}
