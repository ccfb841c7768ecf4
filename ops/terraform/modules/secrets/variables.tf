variable "name" {
  description = "Prefix of every name; the parameters are /{name}/…"
  type        = string
}

variable "backend_keys" {
  description = "Keys of the backends' certificates: each certificate's private key has a parameter, mqtt/backend-key/{key}."
  type        = set(string)

  validation {
    condition     = alltrue([for key in var.backend_keys : can(regex("^[A-Za-z0-9_-]{1,20}$", key))])
    error_message = "1 to 20 characters of A-Z a-z 0-9 _ -"
  }
}
