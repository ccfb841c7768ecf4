output "endpoint" {
  description = "Host of broker and data plane."
  value       = data.aws_iot_endpoint.data.endpoint_address
}

output "arn" {
  description = "What ARNs of AWS IoT in this account and region begin with."
  value       = local.arn
}

output "thing_names" {
  description = "Things of the VENs that were made here."
  value       = [for id in sort(keys(var.vens)) : aws_iot_thing.ven[id].name]
}

output "ven_certificates" {
  description = "Certificates, PEM, of each VEN that was made here, by the keys of its requests."
  value       = { for id, ven in var.vens : id => { for key in keys(ven.csrs) : key => aws_iot_certificate.ven["${id}/${key}"].certificate_pem } }
  sensitive   = true
}

# A certificate is no secret. Were it one, a plan could not show what changes in the containers.
output "backend_certificate" {
  description = "Certificate, PEM, that the backends share."
  value       = nonsensitive(aws_iot_certificate.backend[var.backend_csr_in_use].certificate_pem)
}

output "backend_client_id" {
  description = "Mqtt:ClientId that the backends' policy lets connect."
  value       = var.backend_client_id
}

output "ven_policy" {
  description = "Name of the policy that each VEN's certificate has."
  value       = aws_iot_policy.ven.name
}

output "claim_certificate" {
  description = "Certificate, PEM, that boxes leave the factory with; null without provisioning by claim."
  value       = one(aws_iot_certificate.claim[*].certificate_pem)
  sensitive   = true
}

output "claim_template" {
  description = "Name of the template of provisioning by claim; null without it."
  value       = one(aws_iot_provisioning_template.by_claim[*].name)
}

output "ven_group" {
  description = "Thing group of all VENs, of those too that come by a claim or an authority."
  value       = aws_iot_thing_group.vens.name
}
