System.Console.WriteLine("drevents");
