/** The entity types that types.yml describes, as every service reads them. */
package io.lastword.kit.types;
