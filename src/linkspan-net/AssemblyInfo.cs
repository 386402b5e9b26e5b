using System.Runtime.CompilerServices;

[assembly: DisableRuntimeMarshalling]
[assembly: InternalsVisibleTo("Linkspan.Keeper.Tests")]
[assembly: InternalsVisibleTo("Linkspan.Fuzz")]
