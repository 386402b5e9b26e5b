using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Linkspan.Dhcp.Tests")]
