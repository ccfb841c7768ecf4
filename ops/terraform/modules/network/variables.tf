variable "name" {
  description = "Prefix of every name, for example drevents-example."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC: a /16, of which each subnet gets a /20."
  type        = string
  default     = "10.20.0.0/16"
}

variable "availability_zones" {
  description = "Zones that have a public subnet, one for containers and one for the database each. A database in two zones needs two."
  type        = list(string)

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 4
    error_message = "Two to four zones: the balancer and a multi-AZ database need two, and the /16 is laid out for four."
  }
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone. With a single one, a zone that fails takes the others' way to AWS IoT with it."
  type        = bool
  default     = true
}

variable "client_cidrs" {
  description = "Addresses from which operators reach the balancer. None: only whoever may open a session to a task."
  type        = list(string)
  default     = []
}

variable "backend_port" {
  description = "Port on which a backend serves HTTP."
  type        = number
  default     = 8000
}
