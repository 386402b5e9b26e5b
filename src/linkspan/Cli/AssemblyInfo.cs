using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Linkspan.Cli.Tests")]
