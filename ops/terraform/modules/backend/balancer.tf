locals {
  is_https = var.certificate_arn == null ? 0 : 1
  # What can be read without the secret in it.
  asks_to_sign_in = nonsensitive(var.sign_in != null)
}

resource "aws_lb" "this" {
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = var.internal
  subnets                    = var.balancer_subnet_ids
  security_groups            = [var.balancer_security_group_id]
  drop_invalid_header_fields = true
  idle_timeout               = 120
}

resource "aws_lb_target_group" "this" {
  name_prefix          = "dr-"
  vpc_id               = var.vpc_id
  port                 = var.port
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 20

  # A task that fails for so long is replaced. A database that changes over to its standby is away for a minute or two, and nobody is
  # helped by new tasks then: three minutes.
  health_check {
    path                = "/health/ready"
    matcher             = "200"
    interval            = 20
    timeout             = 10
    healthy_threshold   = 2
    unhealthy_threshold = 9
  }

  tags = { Name = var.name }

  # A group that has to be made anew is made beside the one that the listener still names.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "this" {
  count = var.zone_id == null ? 0 : 1

  zone_id = var.zone_id
  name    = var.domain_name
  type    = "A"

  alias {
    name                   = aws_lb.this.dns_name
    zone_id                = aws_lb.this.zone_id
    evaluate_target_health = false
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  dynamic "default_action" {
    for_each = local.is_https == 1 ? ["redirect"] : []

    content {
      type = "redirect"

      redirect {
        port        = "443"
        protocol    = "HTTPS"
        status_code = "HTTP_301"
      }
    }
  }

  dynamic "default_action" {
    for_each = local.is_https == 1 ? [] : ["forward"]

    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.this.arn
    }
  }
}

resource "aws_lb_listener" "https" {
  count = local.is_https

  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  dynamic "default_action" {
    for_each = local.asks_to_sign_in ? ["sign in"] : []

    content {
      type  = "authenticate-oidc"
      order = 1

      authenticate_oidc {
        issuer                 = var.sign_in.issuer
        authorization_endpoint = var.sign_in.authorization_endpoint
        token_endpoint         = var.sign_in.token_endpoint
        user_info_endpoint     = var.sign_in.user_info_endpoint
        client_id              = var.sign_in.client_id
        client_secret          = var.sign_in.client_secret
      }
    }
  }

  default_action {
    type             = "forward"
    order            = 2
    target_group_arn = aws_lb_target_group.this.arn
  }
}
