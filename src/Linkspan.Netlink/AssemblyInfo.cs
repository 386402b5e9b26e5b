using System.Runtime.CompilerServices;

[assembly: DisableRuntimeMarshalling]
[assembly: InternalsVisibleTo("Linkspan.Netlink.Tests")]
[assembly: InternalsVisibleTo("Linkspan.Fuzz")]
