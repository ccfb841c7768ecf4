variable "region" {
  description = "Region, for example eu-central-1."
  type        = string
}

variable "availability_zones" {
  description = "Zones of that region."
  type        = list(string)
}

variable "name" {
  description = "Prefix of every name."
  type        = string
  default     = "drevents-example"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,19}$", var.name))
    error_message = "3 to 20 characters of a-z 0-9 -, a letter first: names of balancers end at 32."
  }
}

variable "image" {
  description = "Image of the backend."
  type        = string
}

variable "tasks" {
  description = "How many backends run. 0 while there is no database yet: see the guide."
  type        = number
  default     = 2
}

variable "all_at_once" {
  description = "Stop all backends of before when new ones are started: for versions whose stored forms differ."
  type        = bool
  default     = false
}

variable "settings" {
  description = "More settings of the backend, as environment variables."
  type        = map(string)
  default     = {}
}

variable "receivers" {
  description = "Sessions at the broker that share telemetry and answers: samples per second of all VENs, times the topics each is sent on, and answers of the busiest second, divided by 70."
  type        = number
  default     = 4
}

variable "revoked_vens" {
  description = "VENs whose certificates are not good: they cannot connect, and who is connected is put out within minutes."
  type        = set(string)
  default     = []
}

variable "backend_csr_in_use" {
  description = "Which of the requests in requests/backend the backends use the certificate of: its file's name without .csr."
  type        = string
  default     = "1"
}

variable "claim_revoked" {
  description = "Whether the claim is not good any more."
  type        = bool
  default     = false
}

variable "iot_logging" {
  description = "Whether AWS IoT's log of this account and region is set here. Of several environments in one account and region, one sets it."
  type        = bool
  default     = true
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone."
  type        = bool
  default     = true
}

variable "internal" {
  description = "Whether the balancer has addresses of the VPC only. If not, it needs certificate_arn, domain_name and sign_in."
  type        = bool
  default     = true
}

variable "client_cidrs" {
  description = "Addresses from which operators reach the balancer: of the VPC, of a network that is joined to it, or of the internet where internal is false."
  type        = list(string)
  default     = []
}

variable "certificate_arn" {
  description = "Certificate (ACM) of the balancer's name."
  type        = string
  default     = null
}

variable "domain_name" {
  description = "Name of the balancer, for which certificate_arn is."
  type        = string
  default     = null
}

variable "zone_id" {
  description = "Zone of Route 53 in which domain_name becomes a name of the balancer; none: it is made elsewhere."
  type        = string
  default     = null
}

variable "enrols_vens" {
  description = "Whether backends give VENs their certificates by a code (Identity:Authority=aws); it needs rights over all certificates of the account."
  type        = bool
  default     = false
}

variable "sign_in" {
  description = "OpenID Connect provider at which the balancer lets people sign in."
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

variable "secrets_manager_arns" {
  description = "Secrets of Secrets Manager that a backend may read by /aws/reference/secretsmanager/…"
  type        = list(string)
  default     = []
}

variable "database_engine_version" {
  description = "Major version of PostgreSQL. After a restore it may be the minor one that runs, as 18.1: see the README."
  type        = string
  default     = "18"
}

variable "major_upgrade" {
  description = "Let a higher database_engine_version take the database to another major version, and at once: see the README."
  type        = bool
  default     = false
}

variable "database_instance_class" {
  description = "Size of the database's machine."
  type        = string
  default     = "db.m7g.large"
}

variable "deletion_protection" {
  description = "Whether deleting the database is refused."
  type        = bool
  default     = true
}

variable "alarm_email" {
  description = "Who is told of alarms."
  type        = string
  default     = null
}
