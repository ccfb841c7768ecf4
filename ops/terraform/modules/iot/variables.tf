variable "name" {
  description = "Prefix of the names of policies, roles and templates."
  type        = string
}

variable "vens" {
  description = <<-EOT
    VENs that Terraform makes, by VEN id: thing, certificate and policy. A fleet is provisioned by claim or by an authority of its own instead.
    csrs: certificate signing requests, PEM, made where the private key stays, by keys of one's own. Each makes a certificate; all are good.
    revoked: whether none of its certificates is good any more. They stay, so that they can be good again.
    older_names: whether it also publishes telemetry under the names of older VENs (oadr/meter, volttron/metering).
  EOT
  type = map(object({
    csrs        = map(string)
    revoked     = optional(bool, false)
    older_names = optional(bool, false)
  }))
  default = {}

  validation {
    condition     = alltrue([for id in keys(var.vens) : can(regex("^[A-Za-z0-9:_-]{1,128}$", id))])
    error_message = "A VEN id is 1 to 128 characters of A-Z a-z 0-9 : _ -"
  }

  validation {
    condition     = alltrue([for id in keys(var.vens) : !startswith(id, var.backend_client_id)])
    error_message = "The backends connect with these names: a VEN of such a name would throw one out."
  }
}

variable "backend_csrs" {
  description = "Certificate signing requests, PEM, of the certificates of the backends, by keys of one's own. Each makes a certificate; all are good."
  type        = map(string)
}

variable "backend_csr_in_use" {
  description = "Key of the one whose certificate the backends use."
  type        = string

  validation {
    condition     = contains(keys(var.backend_csrs), var.backend_csr_in_use)
    error_message = "backend_csrs has no request of that key."
  }
}

variable "backend_client_id" {
  description = "Mqtt:ClientId of the backends; each of their sessions adds to it."
  type        = string
  default     = "drevents-backend"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.backend_client_id))
    error_message = "1 to 64 characters of A-Z a-z 0-9 _ -"
  }
}

variable "claim_csr" {
  description = "Certificate signing request, PEM, of the certificate that boxes leave the factory with; none: no provisioning by claim."
  type        = string
  default     = null

  validation {
    condition     = var.claim_csr == null || var.pre_provisioning_hook_arn != null
    error_message = "Provisioning by claim needs pre_provisioning_hook_arn: without it a box with the claim could name itself after any VEN."
  }
}

variable "claim_revoked" {
  description = "Whether the claim's certificate is not good any more: nobody gets a certificate by it then."
  type        = bool
  default     = false
}

variable "pre_provisioning_hook_arn" {
  description = "Lambda function that AWS IoT asks whether a box may become the VEN that it names."
  type        = string
  default     = null
}

variable "ven_authority" {
  description = <<-EOT
    Authority of one's own that signs VENs' certificates, each with the VEN id as its common name (just-in-time provisioning); none by default.
    certificate: the authority's, PEM.
    verification: a certificate, PEM, that it signed for this account's registration code; without it AWS takes the authority in
    SNI-only mode, in which several accounts may have it.
  EOT
  type = object({
    certificate  = string
    verification = optional(string)
  })
  default = null
}

variable "logging" {
  description = "Whether AWS IoT's log of this account and region is set here. There is one of it: of several environments in one account one sets it."
  type        = bool
  default     = true
}

variable "log_level" {
  description = "DEBUG, INFO, WARN, ERROR or DISABLED. INFO has a line for each publish."
  type        = string
  default     = "WARN"

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR", "DISABLED"], var.log_level)
    error_message = "DEBUG, INFO, WARN, ERROR or DISABLED."
  }
}

variable "log_days" {
  description = "How long AWS IoT's log is kept, days."
  type        = number
  default     = 30
}
