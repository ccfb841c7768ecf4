output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Subnets with a way to the internet, for a balancer that is reached from there."
  value       = [for zone in var.availability_zones : aws_subnet.public[zone].id]
}

output "container_subnet_ids" {
  description = "Subnets of the containers, and of a balancer that is reached from inside only."
  value       = [for zone in var.availability_zones : aws_subnet.containers[zone].id]
}

output "database_subnet_ids" {
  description = "Subnets of the database."
  value       = [for zone in var.availability_zones : aws_subnet.database[zone].id]
}

output "balancer_security_group_id" {
  description = "Security group of the balancer."
  value       = aws_security_group.balancer.id
}

output "backend_security_group_id" {
  description = "Security group of the backends, and of tasks that prepare the database."
  value       = aws_security_group.backend.id
}

output "database_security_group_id" {
  description = "Security group of the database."
  value       = aws_security_group.database.id
}
