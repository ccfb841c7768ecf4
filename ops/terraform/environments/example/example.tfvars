region             = "eu-central-1"
availability_zones = ["eu-central-1a", "eu-central-1b"]
image              = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/drevents-backend:1"
settings           = { Forecast__TimeZone = "Europe/Berlin" }
