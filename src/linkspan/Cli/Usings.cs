global using System.CommandLine;
global using System.Net;
global using System.Text.Json;
global using Linkspan.Cli.Api;
global using Linkspan.Cli.Bodies;
global using Linkspan.Cli.Input;
global using Linkspan.Cli.Output;
