variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "image" {
  description = "Image of the backend, with its tag or, better, its digest."
  type        = string
}

variable "tasks" {
  description = "How many backends run. With two or more, one that is lost is replaced while the others go on."
  type        = number
  default     = 2

  validation {
    condition     = var.tasks >= 0
    error_message = "0 or more."
  }
}

variable "all_at_once" {
  description = "Stop all backends of before when new ones are started. Needed for a version whose stored forms differ: see the README's upgrade."
  type        = bool
  default     = false
}

variable "receivers" {
  description = "Cluster:Receivers: sessions at the broker that share telemetry and answers."
  type        = number
  default     = 4
}

variable "cpu" {
  description = "CPU units of a task; 1024 are one processor."
  type        = number
  default     = 1024
}

variable "memory_mib" {
  description = "Memory of a task, MiB."
  type        = number
  default     = 2048
}

variable "port" {
  description = "Port on which a backend serves HTTP."
  type        = number
  default     = 8000
}

variable "settings" {
  description = "More settings of the backend, as environment variables: { Forecast__TimeZone = \"Europe/Berlin\" }. None of them secret."
  type        = map(string)
  default     = {}
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "container_subnet_ids" {
  description = "Subnets of the tasks."
  type        = list(string)
}

variable "balancer_subnet_ids" {
  description = "Subnets of the balancer: public ones where internal is false."
  type        = list(string)
}

variable "balancer_security_group_id" {
  description = "Security group of the balancer."
  type        = string
}

variable "backend_security_group_id" {
  description = "Security group of the tasks."
  type        = string
}

variable "internal" {
  description = "Whether the balancer has addresses of the VPC only."
  type        = bool
  default     = true

  validation {
    condition     = var.internal || (var.certificate_arn != null && var.sign_in != null)
    error_message = "The backend asks nobody who they are: a balancer on the internet needs certificate_arn and sign_in."
  }
}

variable "certificate_arn" {
  description = "Certificate (ACM) of the balancer's name; without it the balancer speaks plain HTTP inside of the VPC."
  type        = string
  default     = null
}

variable "domain_name" {
  description = "Name of the balancer, for which certificate_arn is; none: the name that AWS gives it, which is in no certificate."
  type        = string
  default     = null

  validation {
    condition     = (var.domain_name == null) == (var.certificate_arn == null)
    error_message = "certificate_arn and domain_name belong together: a certificate is for a name."
  }
}

variable "zone_id" {
  description = "Zone of Route 53 in which domain_name becomes a name of the balancer; none: it is made elsewhere."
  type        = string
  default     = null

  validation {
    condition     = var.zone_id == null || var.domain_name != null
    error_message = "zone_id needs domain_name."
  }
}

variable "sign_in" {
  description = "OpenID Connect provider at which the balancer lets people sign in; needs certificate_arn. Programs that cannot sign in stay inside of the VPC."
  type = object({
    issuer                 = string
    authorization_endpoint = string
    token_endpoint         = string
    user_info_endpoint     = string
    client_id              = string
    client_secret          = string
  })
  default   = null
  sensitive = true
}

variable "connection_string" {
  description = "Connection string without password; {ca} in it becomes the file of database_ca_pem."
  type        = string
}

variable "database_ca_pem" {
  description = "Certificates, PEM, that sign the database's."
  type        = string
}

variable "database_password_arn" {
  description = "SSM parameter, or Secrets Manager secret, with the password of the role drevents."
  type        = string
}

variable "administrator_key_arn" {
  description = "SSM parameter, or Secrets Manager secret, with Access:AdministratorKey, without which a backend listens on no network."
  type        = string
}

variable "iot_arn" {
  description = "What ARNs of AWS IoT in this account and region begin with."
  type        = string
}

variable "iot_endpoint" {
  description = "Host of broker and data plane."
  type        = string
}

variable "mqtt_client_id" {
  description = "Mqtt:ClientId, as the certificate's policy has it."
  type        = string
}

variable "mqtt_certificate" {
  description = "Certificate, PEM, of the backends at AWS IoT."
  type        = string
}

variable "mqtt_key_arn" {
  description = "SSM parameter, or Secrets Manager secret, with that certificate's private key."
  type        = string
}

variable "parameter_prefix" {
  description = "What the names of the parameters begin with that a backend may read, without the slash at its start."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts these parameters, and secrets of secrets_manager_arns."
  type        = string
}

variable "secrets_manager_arns" {
  description = "Secrets of Secrets Manager that a backend may read by /aws/reference/secretsmanager/…; encrypted with kms_key_arn or with AWS's own key."
  type        = list(string)
  default     = []
}

variable "enrols_vens" {
  description = "Whether a backend may make things and certificates of VENs (Identity:Authority=aws). With it, it may attach any policy to any certificate."
  type        = bool
  default     = false
}

variable "log_days" {
  description = "How long logs are kept, days."
  type        = number
  default     = 90
}
