terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }

  # Where the state is kept is said at init: -backend-config=state.hcl
  backend "s3" {}
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { Project = "drevents", Environment = var.name }
  }
}

# What is in the folder requests, which git ignores, says what is made: see the README.
locals {
  requests = "${path.module}/requests"

  # {venId}.csr, and for the certificate after it {venId}.2.csr: no VEN id has a dot. In older-vens, the VEN also publishes under the older names.
  ven_files = flatten([for folder in ["vens", "older-vens"] : [
    for file in fileset("${local.requests}/${folder}", "*.csr") : {
      id    = split(".", file)[0]
      key   = length(split(".", file)) > 2 ? split(".", file)[1] : "1"
      csr   = file("${local.requests}/${folder}/${file}")
      older = folder == "older-vens"
    }
  ]])
  vens = { for id in toset(local.ven_files[*].id) : id => {
    csrs        = { for file in local.ven_files : file.key => file.csr if file.id == id }
    revoked     = contains(var.revoked_vens, id)
    older_names = anytrue([for file in local.ven_files : file.older if file.id == id])
  } }

  backend_csrs = { for file in fileset("${local.requests}/backend", "*.csr") : trimsuffix(file, ".csr") => file("${local.requests}/backend/${file}") }

  # Boxes that get their certificate by a claim, or that come with one of an authority of one's own, where its file is there.
  claim_csr    = fileexists("${local.requests}/claim.csr") ? file("${local.requests}/claim.csr") : null
  verification = "${local.requests}/ven-authority-verification.pem"
  ven_authority = fileexists("${local.requests}/ven-authority.pem") ? {
    certificate  = file("${local.requests}/ven-authority.pem")
    verification = fileexists(local.verification) ? file(local.verification) : null
  } : null

  backend_client_id = "drevents-backend"
}

module "network" {
  source = "../../modules/network"

  name               = var.name
  availability_zones = var.availability_zones
  nat_per_zone       = var.nat_per_zone
  client_cidrs       = var.client_cidrs
}

module "secrets" {
  source = "../../modules/secrets"

  name         = var.name
  backend_keys = keys(local.backend_csrs)
}

module "provisioning_hook" {
  source = "../../modules/provisioning-hook"
  count  = local.claim_csr == null ? 0 : 1

  name              = var.name
  package           = "${path.module}/hook.zip"
  backend_client_id = local.backend_client_id
}

module "iot" {
  source = "../../modules/iot"

  name                      = var.name
  vens                      = local.vens
  backend_csrs              = local.backend_csrs
  backend_csr_in_use        = var.backend_csr_in_use
  backend_client_id         = local.backend_client_id
  claim_csr                 = local.claim_csr
  claim_revoked             = var.claim_revoked
  pre_provisioning_hook_arn = one(module.provisioning_hook[*].function_arn)
  ven_authority             = local.ven_authority
  logging                   = var.iot_logging
}

module "database" {
  source = "../../modules/database"

  name                 = var.name
  subnet_ids           = module.network.database_subnet_ids
  security_group_id    = module.network.database_security_group_id
  kms_key_arn          = module.secrets.kms_key_arn
  ca_pem               = file("${path.module}/${var.region}-bundle.pem")
  engine_version       = var.database_engine_version
  major_upgrade        = var.major_upgrade
  instance_class       = var.database_instance_class
  deletion_protection  = var.deletion_protection
  backend_password_arn = module.secrets.parameter_arns["postgres/backend"]
}

module "backend" {
  source = "../../modules/backend"

  name        = var.name
  image       = var.image
  tasks       = var.tasks
  all_at_once = var.all_at_once
  receivers   = var.receivers
  settings    = var.settings

  vpc_id                     = module.network.vpc_id
  container_subnet_ids       = module.network.container_subnet_ids
  balancer_subnet_ids        = var.internal ? module.network.container_subnet_ids : module.network.public_subnet_ids
  balancer_security_group_id = module.network.balancer_security_group_id
  backend_security_group_id  = module.network.backend_security_group_id
  internal                   = var.internal
  domain_name                = var.domain_name
  zone_id                    = var.zone_id
  certificate_arn            = var.certificate_arn
  sign_in                    = var.sign_in

  connection_string     = module.database.connection_string
  database_ca_pem       = file("${path.module}/${var.region}-bundle.pem")
  database_password_arn = module.secrets.parameter_arns["postgres/backend"]
  administrator_key_arn = module.secrets.parameter_arns["access/administrator-key"]

  iot_arn          = module.iot.arn
  iot_endpoint     = module.iot.endpoint
  mqtt_client_id   = module.iot.backend_client_id
  mqtt_certificate = module.iot.backend_certificate
  mqtt_key_arn     = module.secrets.parameter_arns["mqtt/backend-key/${var.backend_csr_in_use}"]

  parameter_prefix = module.secrets.parameter_prefix
  kms_key_arn      = module.secrets.kms_key_arn

  secrets_manager_arns = var.secrets_manager_arns
  enrols_vens          = var.enrols_vens
}

module "alarms" {
  source = "../../modules/alarms"

  name                = var.name
  email               = var.alarm_email
  cluster             = module.backend.cluster
  service             = module.backend.service
  tasks               = var.tasks
  balancer_suffix     = module.backend.balancer_suffix
  target_group_suffix = module.backend.target_group_suffix
  backend_log_group   = module.backend.log_group
  database_identifier = module.database.identifier
}
