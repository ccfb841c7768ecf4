resource "aws_security_group" "balancer" {
  name        = "${var.name}-balancer"
  description = "Operators to the balancer"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "backend" {
  name        = "${var.name}-backend"
  description = "Balancer to the backends, backends to AWS and the database"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "database" {
  name        = "${var.name}-database"
  description = "Backends to PostgreSQL"
  vpc_id      = aws_vpc.this.id
}

locals {
  clients = { for pair in setproduct(var.client_cidrs, [80, 443]) : "${pair[0]} ${pair[1]}" => { cidr = pair[0], port = pair[1] } }
  # 443: AWS's interfaces, and MQTT by ALPN. 8883: MQTT.
  outside_ports = toset(["443", "8883"])
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = local.clients

  security_group_id = aws_security_group.balancer.id
  description       = "Operators"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "balancer_to_backend" {
  security_group_id            = aws_security_group.balancer.id
  description                  = "Requests and health checks"
  referenced_security_group_id = aws_security_group.backend.id
  ip_protocol                  = "tcp"
  from_port                    = var.backend_port
  to_port                      = var.backend_port
}

# Signing in by OpenID Connect: the balancer asks the provider itself.
resource "aws_vpc_security_group_egress_rule" "balancer_to_identity" {
  security_group_id = aws_security_group.balancer.id
  description       = "OpenID Connect provider"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "backend_from_balancer" {
  security_group_id            = aws_security_group.backend.id
  description                  = "Requests and health checks"
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = var.backend_port
  to_port                      = var.backend_port
}

resource "aws_vpc_security_group_egress_rule" "backend_to_aws" {
  for_each = local.outside_ports

  security_group_id = aws_security_group.backend.id
  description       = "AWS IoT and other interfaces of AWS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = tonumber(each.key)
  to_port           = tonumber(each.key)
}

resource "aws_vpc_security_group_egress_rule" "backend_to_database" {
  security_group_id            = aws_security_group.backend.id
  description                  = "PostgreSQL"
  referenced_security_group_id = aws_security_group.database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_ingress_rule" "database_from_backend" {
  security_group_id            = aws_security_group.database.id
  description                  = "PostgreSQL"
  referenced_security_group_id = aws_security_group.backend.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
